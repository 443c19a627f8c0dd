# m4: macros.
export def main [] {
  let src = fetch --unpack debian:pool/main/m/m4/m4_1.4.19.orig.tar.xz sha256-63aede5c6d33b6d9b13511cd0be2cac046f2e70fd0a07aa9573a04a82783af96
  derivation m4 "1.4.19" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Macros" {|pkgs, src|
    autotools --disable-nls
  }
}
