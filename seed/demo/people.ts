import { type Faker, Faker as FakerClass, zh_CN } from '@faker-js/faker';

/** One seed for the whole college: the same people on every machine. */
const SEED = 20160322;

export function createFaker(): Faker {
	const faker = new FakerClass({ locale: [zh_CN] });
	faker.seed(SEED);
	return faker;
}

export interface Name {
	last: string;
	first: string;
}

export function makeName(faker: Faker, gender: 'male' | 'female'): Name {
	return { last: faker.person.lastName(), first: faker.person.firstName(gender) };
}

/** Numbers of a range that no operator gives out, so that nobody is called by a demonstration. */
export function makePhone(faker: Faker): string {
	return `1990000${faker.string.numeric(4)}`;
}
