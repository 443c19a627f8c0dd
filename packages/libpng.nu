# libpng: images in PNG.
use pkgs [zlib]

export def main [] {
  let src = fetch --unpack debian:pool/main/libp/libpng1.6/libpng1.6_1.6.39.orig.tar.gz sha256-a00e9d2f2f664186e4202db9299397f851aea71b36a35e74910b8820e380d441
  derivation libpng "1.6.39" $src [$zlib] --runtime c@1 --outputs [out dev] --license libpng-2.0 --description "PNG images" {|pkgs, src|
    autotools --disable-static
    split-dev
  }
}
