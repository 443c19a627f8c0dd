# gzip: the compression of tarballs.
export def main [] {
  let src = fetch --unpack debian:pool/main/g/gzip/gzip_1.12.orig.tar.xz sha256-ce5e03e519f637e1f814011ace35c4f87b33c0bbabeec35baf5fbd3479e91956
  derivation gzip "1.12" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Compression" {|pkgs, src|
    autotools
  }
}
