# findutils: find and xargs.
export def main [] {
  let src = fetch --unpack debian:pool/main/f/findutils/findutils_4.9.0.orig.tar.xz sha256-a2bfb8c09d436770edc59f50fa483e785b161a3b7b9d547573cb08065fd462fe
  derivation findutils "4.9.0" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Finds files" {|pkgs, src|
    autotools --disable-nls
  }
}
