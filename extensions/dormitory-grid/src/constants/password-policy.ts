/** Characters; long enough that guessing four a minute leads nowhere. */
export const PASSWORD_LENGTH = 10;
/** `directus_settings.auth_password_policy` of a new installation, in Directus's form. */
export const PASSWORD_POLICY = `/^.{${PASSWORD_LENGTH},}$/`;
