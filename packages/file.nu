# file: says what is in a file.
use pkgs [zlib]

export def main [] {
  let src = fetch --unpack debian:pool/main/f/file/file_5.44.orig.tar.gz sha256-3751c7fba8dbc831cb8d7cc8aff21035459b8ce5155ef8b0880a27d028475f3b
  derivation file "5.44" $src [$zlib] --runtime c@1 --outputs [out dev] --license BSD-2-Clause --description "Says what a file is" {|pkgs, src|
    ^autoreconf --install --force
    autotools --disable-static --disable-libseccomp --disable-bzlib --disable-xzlib
    split-dev
  }
}
