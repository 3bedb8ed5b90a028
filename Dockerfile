# audit-bench as an image: `docker build -t audit-bench:dev .`
# For load from pods (`load.from: pods` of a cluster file) and for running audit-bench inside a cluster.
# Another base with Node 20.19 or newer: --build-arg NODE_IMAGE=…
ARG NODE_IMAGE=node:22-bookworm-slim

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY . .
RUN npm ci --no-audit --no-fund

FROM ${NODE_IMAGE}
WORKDIR /app
COPY --from=build /app/package.json /app/LICENSE ./
# Its programs have in them what they need of other packages.
COPY --from=build /app/bin bin
COPY --from=build /app/dist dist
COPY --from=build /app/docs docs
COPY --from=build /app/scenarios scenarios
COPY --from=build /app/clusters clusters
# The user `node` of Node's own images.
USER 1000:1000
ENTRYPOINT ["node", "/app/bin/audit-bench.js"]
