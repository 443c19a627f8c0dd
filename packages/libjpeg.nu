# libjpeg-turbo: images in JPEG.
export def main [] {
  let src = fetch --unpack debian:pool/main/libj/libjpeg-turbo/libjpeg-turbo_2.1.5.orig.tar.gz sha256-254f3642b04e309fee775123133c6464181addc150499561020312ec61c1bf7c
  derivation libjpeg "2.1.5" $src [] --runtime c@1 --outputs [out dev] --license IJG --description "JPEG images" {|pkgs, src|
    cmake-build -DENABLE_STATIC=OFF
    split-dev
  }
}
