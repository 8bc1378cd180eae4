# Builds fixbridge, runs every test, and leaves an image with the program and the libraries it is linked with.
#
#   docker build -t fixbridge .
#   docker run --read-only --cap-drop ALL --security-opt no-new-privileges \
#     -v ./bridge.yaml:/etc/fixbridge/bridge.yaml:ro -v fixbridge:/var/lib/fixbridge -p 9878:9878 fixbridge
#
# In bridge.yaml: listen.address 0.0.0.0 (the container's own; publish it to whom it concerns),
# journal.dir /var/lib/fixbridge, secrets by file: from a read-only mount. Keep ops.port 9464 for the health check.

# A tag moves on with Debian's security updates. For the same image tomorrow name both by what `docker pull` prints:
#   docker build --build-arg BUILD_BASE=debian@sha256:… --build-arg RUN_BASE=debian@sha256:… .
ARG BUILD_BASE=debian:12
ARG RUN_BASE=debian:12-slim

FROM ${BUILD_BASE} AS build
WORKDIR /src
# The packages first: they change less often than the sources.
COPY run ./
RUN ./run deps
COPY . .
RUN ./run test
# What was tested can be made to die at named points (tests/README.md, "Failpoints"); what is installed cannot.
RUN ./run package && dpkg-deb -x build/package/fixbridge_*.deb /out

FROM ${RUN_BASE}
COPY --from=build /src/build/package/fixbridge_*.deb /tmp/
# The package asks for the libraries it is linked with. A slim base leaves /usr/share/doc out: it is copied.
RUN apt-get update \
 && apt-get install -y --no-install-recommends /tmp/fixbridge_*.deb \
 && rm -rf /var/lib/apt/lists/* /tmp/fixbridge_*.deb \
 && groupadd --system --gid 10001 fixbridge \
 && useradd --system --uid 10001 --gid fixbridge --home-dir /var/lib/fixbridge --shell /usr/sbin/nologin fixbridge \
 && install -d -o fixbridge -g fixbridge -m 0750 /var/lib/fixbridge /etc/fixbridge
COPY --from=build /out/usr/share/doc/fixbridge/ /usr/share/doc/fixbridge/
# A library that is missing shows here, not at the first start.
RUN fixbridge --version --verbose

USER fixbridge
WORKDIR /var/lib/fixbridge
VOLUME /var/lib/fixbridge
EXPOSE 9878 9464
# SIGTERM is the clean end: Logout to clients, close frame to the venue, journal closed.
STOPSIGNAL SIGTERM
# Alive, not ready: a venue that is down is no reason to kill the process that remembers the open cancels.
HEALTHCHECK --interval=10s --timeout=5s --start-period=10s --retries=3 CMD ["bash", "-c", \
  "exec 3<>/dev/tcp/127.0.0.1/9464 && printf 'GET /live HTTP/1.0\\r\\n\\r\\n' >&3 && read -r -t 3 status <&3 && [[ $status == *' 200 '* ]]"]
ENTRYPOINT ["fixbridge"]
CMD ["run", "/etc/fixbridge/bridge.yaml"]
