# Two stages: the first builds, and compiles SQLite for the Node that runs it; the second has what is deployed and nothing else.
# Both bases may be others of Debian with Node 24.22 or newer: .ci/container makes some without a registry.
ARG BUILD_BASE=docker.io/library/node:24.22.3-bookworm
ARG RUN_BASE=docker.io/library/node:24.22.3-bookworm-slim

FROM ${BUILD_BASE} AS build
# No binary is fetched. The headers are those of this Node.
ENV npm_config_build_from_source=true npm_config_nodedir=/usr/local npm_config_update_notifier=false
WORKDIR /build
COPY package.json package-lock.json .npmrc prepare.js ./
RUN npm ci --ignore-scripts --no-audit --no-fund && npm rebuild better-sqlite3
COPY . .
RUN npm run release && mv release/wsoa-*/ /wsoa

FROM ${RUN_BASE}
RUN groupadd --gid 10001 wsoa && useradd --uid 10001 --gid wsoa --home-dir /data --no-create-home --shell /usr/sbin/nologin wsoa \
 && install --directory --owner wsoa --group wsoa --mode 700 /data
COPY --from=build /wsoa /wsoa
# One volume holds the database and its backups. It must be on a disk of this machine, never on a network drive.
WORKDIR /data
VOLUME /data
ENV NODE_ENV=production \
    DATABASE_URL=sqlite:/data/wsoa.sqlite \
    HOST=0.0.0.0 \
    PORT=3000
USER 10001:10001
EXPOSE 3000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["node", "/wsoa/dist/src/main.js", "healthcheck"]
ENTRYPOINT ["node", "/wsoa/dist/src/main.js"]
CMD ["start"]
