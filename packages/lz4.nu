# LZ4: very fast compression, as a program and a library.
export def main [] {
  let src = fetch --unpack debian:pool/main/l/lz4/lz4_1.9.4.orig.tar.gz sha256-0b0e3aa07c8c063ddf40b082bdf7e37a1562bda40a0ff5272957f3e987e0e54b
  derivation lz4 "1.9.4" $src [] --runtime c@1 --outputs [out dev] --license BSD-2-Clause --description "Very fast compression" {|pkgs, src|
    make-install PREFIX=/usr $"LIBDIR=($env.NUKA_LIBDIR)" BUILD_STATIC=no
    split-dev
  }
}
