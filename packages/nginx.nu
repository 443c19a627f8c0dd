# nginx: a web server, as a service.
use pkgs [zlib pcre2 openssl]

export def main [] {
  let src = fetch --unpack debian:pool/main/n/nginx/nginx_1.22.1.orig.tar.gz sha256-9ebb333a9e82b952acd3e2b4aeb1d4ff6406f72491bab6cd9fe69f0dea737f31
  (derivation nginx "1.22.1" $src [$zlib $pcre2 $openssl] --runtime c@1
    --license BSD-2-Clause --description "Web server" --needs [network]
    --service (service [/usr/sbin/nginx -g "daemon off;"] --ports [80 443]) {|pkgs, src|
    let flags = [
      --prefix=/usr/share/nginx --sbin-path=/usr/sbin/nginx --conf-path=/etc/nginx/nginx.conf --pid-path=/run/nginx.pid --lock-path=/run/nginx.lock
      --http-log-path=/var/log/nginx/access.log --error-log-path=/var/log/nginx/error.log --with-http_ssl_module --with-http_v2_module
    ]
    ^./configure ...$flags
    make-install $"CFLAGS=($env.CFLAGS)"
    rm --recursive ($env.out | path join run)  # what starts it makes it
  })
}
