# libevent: a loop of events.
export def main [] {
  let src = fetch --unpack debian:pool/main/libe/libevent/libevent_2.1.12-stable.orig.tar.gz sha256-92e6de1be9ec176428fd2367677e61ceffc2ee1cb119035037a27d346b0403bb
  derivation libevent "2.1.12" $src [] --runtime c@1 --outputs [out dev] --license BSD-3-Clause --description "Loop of events" {|pkgs, src|
    autotools --disable-static --disable-openssl --disable-samples --disable-libevent-regress
    rm ($env.out | path join usr/bin/event_rpcgen.py)  # a script of Python, which the library does not need
    split-dev
  }
}
