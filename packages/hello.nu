# hello: the smallest package of the autotools.
export def main [] {
  let src = fetch --unpack debian:pool/main/h/hello/hello_2.10.orig.tar.gz sha256-31e066137a962676e89f69d1b65382de95a7ef7d914b8cb956f41ea72e0f516b
  derivation hello "2.10" $src [] --runtime c@1 --license GPL-3.0-or-later --description "A friendly greeting" {|pkgs, src|
    autotools --disable-nls
  }
}
