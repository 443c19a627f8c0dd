# Expat: a parser for XML that reads as it goes.
export def main [] {
  let src = fetch --unpack debian:pool/main/e/expat/expat_2.5.0.orig.tar.gz sha256-ab00ee05c7067fd10a35c5d2a4922ebba746ddd50ff83b79c828da17bbdf1757
  derivation expat "2.5.0" $src [] --runtime c@1 --outputs [out dev] --license MIT --description "XML parser" {|pkgs, src|
    cd expat
    ^./buildconf.sh
    autotools --disable-static --without-docbook --without-examples --without-tests
    split-dev
  }
}
