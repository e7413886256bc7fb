# The command in a container: docker run --rm -v "$PWD:/src:ro" lic-check scan .
FROM python:3.13-slim AS build
WORKDIR /build
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY checker checker
COPY policies policies
COPY templates templates
RUN python -m venv /opt/lic-check && /opt/lic-check/bin/pip install --no-cache-dir --disable-pip-version-check .

FROM python:3.13-slim
RUN useradd --create-home --uid 10001 lic-check
COPY --from=build /opt/lic-check /opt/lic-check
USER lic-check
WORKDIR /src
ENV PATH=/opt/lic-check/bin:$PATH LIC_CHECK_CACHE_DIR=/home/lic-check/cache
ENTRYPOINT ["lic-check"]
CMD ["--help"]
