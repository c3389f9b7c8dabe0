# Directus with the bundle, for production. The same image sets the database up once (command: setup) and serves.
FROM node:22-bookworm AS build
WORKDIR /app
# python3, make and g++ come with this image: the two native addons are compiled here, under the Node that runs them.
COPY package.json package-lock.json .npmrc ./
COPY bin ./bin
COPY extensions/dormitory-grid/package.json ./extensions/dormitory-grid/package.json
COPY . .
RUN node bin/grid.mjs build

FROM node:22-bookworm-slim
WORKDIR /app
ENV NODE_ENV=production TZ=UTC
COPY --from=build --chown=node:node /app /app
USER node
EXPOSE 8055
CMD ["node", "node_modules/directus/cli.js", "start"]
