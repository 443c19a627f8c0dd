# dash: a small shell.
export def main [] {
  let src = fetch --unpack debian:pool/main/d/dash/dash_0.5.12.orig.tar.gz sha256-6a474ac46e8b0b32916c4c60df694c82058d3297d8b385b74508030ca4a8f28a
  derivation dash "0.5.12" $src [] --runtime c@1 --license BSD-3-Clause --description "Small shell" {|pkgs, src|
    ^autoreconf --install
    autotools
  }
}
