#!/usr/bin/env bash
# 安装测试所用的真实服务器和浏览器 / Install the servers and the browser that the tests start themselves.
# Only what is missing, from the distribution's own packages. Runs as root, also where no init system runs;
# nothing is left running: every test session starts its own servers on its own data and stops them again.
set -euo pipefail

# package, and how to see that it is there
needed=(
    "postgresql          ls /usr/lib/postgresql/*/bin/postgres"
    "mariadb-server      test -x /usr/sbin/mariadbd"
    "openssh-server      test -x /usr/sbin/sshd"
    "libnss-wrapper      ls /usr/lib/*/libnss_wrapper.so"
    "nginx               test -x /usr/sbin/nginx"
    "chromium            command -v chromium"
    "chromium-driver     command -v chromedriver"
    "fontconfig          command -v fc-list"
    "fonts-wqy-microhei  test -n \"\$(fc-list :lang=zh)\""
)
missing=()
for line in "${needed[@]}"; do
    read -r package check <<<"$line"
    bash -c "$check" >/dev/null 2>&1 || missing+=("$package")
done
if [ ${#missing[@]} -eq 0 ]; then
    echo "测试服务器齐备 / the test servers are installed"
    exit 0
fi
if [ "$(id -u)" -ne 0 ]; then
    echo "缺少软件包 ${missing[*]}:请以 root 运行 make servers(或 sudo make servers)" \
        "/ packages are missing; run make servers as root" >&2
    exit 1
fi
if ! command -v apt-get >/dev/null; then
    echo "缺少 ${missing[*]},且没有 apt-get:请用本系统的包管理器安装" \
        "/ missing, and there is no apt-get: install them with this system's own package manager" >&2
    exit 1
fi

# Debian starts a service as soon as it is installed; a policy of 101 forbids it while we install.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    trap 'rm -f "$policy"' EXIT
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
fi
# No cluster of the package's own: it would lie unused.
mkdir -p /etc/postgresql-common/createcluster.d
[ -e /etc/postgresql-common/createcluster.d/siku.conf ] ||
    echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.d/siku.conf
echo "安装 / installing: ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
