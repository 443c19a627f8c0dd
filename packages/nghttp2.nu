# nghttp2: HTTP/2, the library.
export def main [] {
  let src = fetch --unpack debian:pool/main/n/nghttp2/nghttp2_1.52.0.orig.tar.gz sha256-6b71561a9950b4a90fa36aa3160763f1437f3730d7a12434e416aa3f4ab145e0
  derivation nghttp2 "1.52.0" $src [] --runtime c@1 --outputs [out dev] --license MIT --description "HTTP/2" {|pkgs, src|
    ^autoreconf --install
    autotools --disable-static --enable-lib-only
    rm --recursive ($env.out | path join usr/share/nghttp2)  # a script for a server that is not built
    split-dev
  }
}
