# One static file on an empty image: nothing else to patch, no shell to enter by.
FROM node:22 AS web
WORKDIR /src/app/web
COPY app/web/package.json app/web/package-lock.json app/web/.npmrc ./
RUN npm ci --ignore-scripts
COPY configs /src/configs
COPY app/web .
RUN npm run build

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=web /src/app/web/dist app/web/dist
ARG VERSION=unknown
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.version=${VERSION}" -o /out/outreach ./cmd/outreach \
 && mkdir -p /out/data /out/tmp && chmod 1777 /out/tmp && chown 65532:65532 /out/data

FROM scratch
# Roots for object stores and proxies that are reached by TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/outreach /outreach
COPY --from=build /out/tmp /tmp
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
VOLUME /data
EXPOSE 8080
# There is no shell or curl here: the binary asks itself.
HEALTHCHECK --interval=15s --timeout=3s --start-period=20s --retries=3 \
  CMD ["/outreach", "health", "--listen", "127.0.0.1:8080"]
ENTRYPOINT ["/outreach"]
# Plain HTTP beyond loopback is refused unless OUTREACH_ALLOW_PLAIN_HTTP says otherwise: see compose.yaml.
CMD ["serve", "--data", "/data", "--listen", ":8080"]
