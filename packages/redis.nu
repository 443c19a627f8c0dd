# Redis: a database in memory, as a service.
export def main [] {
  let src = fetch --unpack debian:pool/main/r/redis/redis_7.0.15.orig.tar.gz sha256-4b1dc4ee6d622a09fff9c6777191209750fb5e5a725ef78ea012d6eef4c22982
  (derivation redis "7.0.15" $src [] --runtime c@1
    --license BSD-3-Clause --description "Database in memory" --needs [network]
    --service (service [/usr/bin/redis-server] --ports [6379]) {|pkgs, src|
    ^make $"--jobs=($env.NUKA_JOBS)" MALLOC=libc BUILD_TLS=no $"OPTIMIZATION=-O2"
    ^make install $"PREFIX=($env.out)/usr" MALLOC=libc
  })
}
