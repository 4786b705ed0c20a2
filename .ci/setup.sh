# Sourced by ./run and ./test, never run: finds the .NET SDK, installs the Debian packages that are missing, builds.
# Nothing here happens silently: each action is announced before it starts.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
say() { printf '%s\n' "$*" >&2; }
die() { say "$*"; exit 1; }

# What must be on the machine: a program or lib:FILE, the Debian package that has it, and why we want it.
# Programs and libraries are looked for, not packages, so that other sources of them count too.
packages_to_build='
lib:libssl.so.3     libssl3          TLS: for the SDK to fetch packages, and for loghogd
/etc/ssl/certs/ca-certificates.crt ca-certificates the certificates that the SDK trusts while it fetches packages
lib:libstdc++.so.6  libstdc++6       the .NET runtime itself
lib:libz.so.1       zlib1g           the .NET runtime itself
/usr/share/zoneinfo/Europe/Berlin tzdata rotation follows local time
lib:liblzma.so.5    liblzma5         loghogd compresses archives as .xz
lib:libzstd.so.1    libzstd1         loghogd compresses archives as .zst
'
packages_to_test='
xz        xz-utils   judges the .xz archives that loghogd writes
gzip      gzip       judges the .gz archives
bzip2     bzip2      judges the .bz2 archives
zstd      zstd       judges the .zst archives
python3   python3    the real client: Python logging over the wire
/usr/lib/python3/dist-packages/cryptography python3-cryptography checks the ECDSA signatures of pushed configurations in Python
logrotate logrotate  SIGUSR1 is for those who still run it
curl      curl       a client of HTTPS with a certificate
sslscan   sslscan    looks for weak spots of TLS
openssl   openssl    judges the certificates that loghog makes
logger    bsdutils   sends syslog in all its ways
/usr/sbin/rsyslogd rsyslog forwards syslog
lib:rsyslog/lmnsd_ossl.so rsyslog-openssl its TLS
lib:rsyslog/omrelp.so rsyslog-relp its RELP
/usr/lib/python3/dist-packages/aiosmtpd/__init__.py python3-aiosmtpd a mail server for the mails of channels
strace    strace     proves which system calls are made, and makes disks fail
setpriv   util-linux runs loghogd as another user
mkfs.ext4 e2fsprogs  a small disk of its own, to be filled, hung and cut off the power
/usr/lib/python3/dist-packages/fusepy.py python3-fusepy a disk that records its writes and flushes
pebble    pebble     a certificate authority that speaks ACME
faketime  faketime   clocks that jump
/usr/lib/python3/dist-packages/flask/__init__.py python3-flask a real web application, for its logs
gunicorn  gunicorn   runs it with four workers
uwsgi     uwsgi-core another server for it
/usr/lib/uwsgi/plugins/python3_plugin.so uwsgi-plugin-python3 its Python
/usr/lib/python3/dist-packages/django/__init__.py python3-django the set-up in docs/python.md
/usr/lib/python3/dist-packages/celery/__init__.py python3-celery the set-up in docs/python.md
/lib/systemd/systemd-journal-upload systemd-journal-remote sends a journal over HTTP
lib:rsyslog/omelasticsearch.so rsyslog-elasticsearch its output for Elasticsearch
/usr/lib/python3/dist-packages/elasticsearch/__init__.py python3-elasticsearch the client of Elasticsearch for Python
'

# 60 MB that one room of tests needs: root installs them, for others those tests are skipped.
packages_for_zabbix='
zabbix_server zabbix-server-pgsql tells the bot of problems
/usr/share/zabbix/api_jsonrpc.php zabbix-frontend-php its API
php       php-cli    runs it
/usr/lib/php/*/pgsql.so php-pgsql speaks to its database
/usr/lib/postgresql/*/bin/initdb postgresql its database
'

is_there() {
  case $1 in
    lib:*) for folder in /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /lib/*-linux-gnu* /usr/lib/*-linux-gnu*; do
             [ -e "$folder/${1#lib:}" ] && return 0; done; return 1 ;;
    /*) compgen -G "$1" >/dev/null ;;
    *) PATH=$PATH:/usr/sbin:/sbin command -v "$1" >/dev/null ;;
  esac
}

# install_missing TABLE [optional]: installs with apt as root, else says what to type (or, optional, that tests are skipped). No service is started.
install_missing() {
  local thing package reason missing=()
  while read -r thing package reason; do
    [ -n "$thing" ] && ! is_there "$thing" || continue
    say "missing: $package ($reason)"
    missing+=("$package")
  done <<<"$1"
  [ ${#missing[@]} -eq 0 ] && return
  if [ "${2:-}" = optional ] && { ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; }; then
    say "not installed (optional): tests that need them are skipped"
    return
  fi
  command -v apt-get >/dev/null || die "This system has no apt. Install the packages above by its own means, then try again."
  [ "$(id -u)" -eq 0 ] || die "Not root, so type this and try again:
    sudo apt-get update && sudo apt-get install --yes --no-install-recommends ${missing[*]}"
  say "installing: apt-get install --no-install-recommends ${missing[*]}"
  local log policy=/usr/sbin/policy-rc.d; log=$(mktemp)
  (
    # What packages ask before they start a service; where the system has an answer of its own, that holds.
    if [ ! -e "$policy" ]; then
      trap 'rm -f "$policy"' EXIT
      trap 'exit 1' INT TERM
      printf '#!/bin/sh\nexit 101\n' >"$policy" && chmod 755 "$policy"
    fi
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq --yes --no-install-recommends "${missing[@]}"
  ) >"$log" 2>&1 </dev/null || { cat "$log" >&2; rm -f "$log"; die "apt failed (above). Nothing else was done."; }
  rm -f "$log"
}

# The clients from npm that tests/Interop sends with, just as its lock file has them; nothing of theirs is run while they are installed.
# Only where node and npm are already: Debian's npm brings 400 packages along. Elsewhere their tests are skipped.
install_node_clients() {
  local from=$root/tests/Interop/node to=$root/artifacts/node log
  if [ -d "$to/node_modules" ] && cmp -s "$from/package-lock.json" "$to/package-lock.json"; then return; fi
  rm -rf "$to"
  if ! is_there node || ! is_there npm; then
    say "node or npm is missing (optional): tests with clients from npm are skipped"
    return
  fi
  say "installing: npm ci, with tests/Interop/node/package-lock.json, into artifacts/node"
  mkdir -p "$to"
  cp "$from/package.json" "$from/package-lock.json" "$to/"
  log=$(mktemp)
  if ! (cd "$to" && timeout 120 npm ci --ignore-scripts --no-audit --no-fund --fetch-retries=1) >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    say "npm failed (above): tests with clients from npm are skipped"
    rm -rf "$to"
  fi
  rm -f "$log"
}

# syslog-ng for tests/Interop: its package conflicts with rsyslog's, so only the files of it and of its libraries, below artifacts/syslog-ng.
# Where they are not to be had its tests are skipped.
unpack_syslog_ng() {
  local to=$root/artifacts/syslog-ng log
  if [ -x "$to/usr/sbin/syslog-ng" ]; then return; fi
  say "unpacking: syslog-ng-core and its libraries (apt-get download), into artifacts/syslog-ng"
  rm -rf "$to"
  mkdir -p "$to"
  log=$(mktemp)
  if ! (cd "$to" && timeout 60 apt-get download syslog-ng-core libivykis0 libnet1 libglib2.0-0 libpcre3 libjson-c5 libwrap0 \
      && for package in *.deb; do dpkg-deb --extract "$package" .; done && rm ./*.deb) >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    say "that failed (above): tests with syslog-ng are skipped"
    rm -rf "$to"
  fi
  rm -f "$log"
}

# A mail server for tests/Interop: its package would take the place of the machine's own, so only its files and its libraries', below artifacts/exim;
# libnss_wrapper gives it the user that it looks for. It needs no root, so it loses its setuid bit. Where they are not to be had its tests are skipped.
unpack_exim() {
  local to=$root/artifacts/exim log
  if [ -x "$to/usr/sbin/exim4" ]; then return; fi
  say "unpacking: exim4-daemon-light and its libraries (apt-get download), into artifacts/exim"
  rm -rf "$to"
  mkdir -p "$to"
  log=$(mktemp)
  if ! (cd "$to" && timeout 60 apt-get download exim4-daemon-light libidn12 libgnutls-dane0 libunbound8 libevent-2.1-7 libdb5.3 libnsl2 libtirpc3 libnss-wrapper \
      && for package in *.deb; do dpkg-deb --extract "$package" .; done && rm ./*.deb && chmod u-s usr/sbin/exim4) >"$log" 2>&1 </dev/null; then
    cat "$log" >&2
    say "that failed (above): tests with exim are skipped"
    rm -rf "$to"
  fi
  rm -f "$log"
}

find_sdk() {
  local folder
  if ! command -v dotnet >/dev/null; then
    for folder in "${DOTNET_ROOT:-}" /usr/share/dotnet /usr/lib/dotnet /opt/dotnet "${HOME:-/root}/.dotnet"; do
      [ -x "$folder/dotnet" ] && PATH=$folder:$PATH && break
    done
  fi
  # The SDK on a bare Debian has no libicu; nothing here needs cultures.
  export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 PATH
  # No build processes are left behind: a container or a chroot must be free when we are done.
  export MSBUILDDISABLENODEREUSE=1 DOTNET_CLI_USE_MSBUILD_SERVER=0
  [ -n "${HOME:-}" ] && [ -w "$HOME" ] || export HOME="$root/artifacts/home"
  mkdir -p "$HOME"
  if ! command -v dotnet >/dev/null || ! dotnet --list-sdks | grep -q '^10\.'; then
    die "LogHog needs the .NET 10 SDK, and it is not here. To install it:
    wget https://dot.net/v1/dotnet-install.sh && bash dotnet-install.sh --channel 10.0
or as a Debian package: https://learn.microsoft.com/dotnet/core/install/linux-debian"
  fi
  # The programs that we build look for the runtime in a few places only; this is where the SDK found its own.
  folder=$(dirname "$(readlink -f "$(command -v dotnet)")")
  if [ -d "$folder/shared" ]; then export DOTNET_ROOT=$folder; fi
}

# Builds when a source is newer than the last good build.
build() {
  local stamp=$root/artifacts/.built log
  if [ -e "$stamp" ] && [ -z "$(find "$root/src" "$root/tests" "$root"/{*.props,*.slnx,global.json,.editorconfig} \
      -newer "$stamp" -not -path '*/obj/*' -print -quit)" ]; then return; fi
  say "building (dotnet build LogHog.slnx -c Release) ..."
  mkdir -p "$root/artifacts"
  log=$(mktemp)
  touch "$log.begun"
  dotnet build "$root/LogHog.slnx" -c Release -v q -nologo -p:UseSharedCompilation=false >"$log" 2>&1 </dev/null \
    || { cat "$log" >&2; rm -f "$log" "$log.begun"; die "The build failed (above)."; }
  mv "$log.begun" "$stamp"
  rm -f "$log"
}
