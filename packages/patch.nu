# patch: applies what diff says.
export def main [] {
  let src = fetch --unpack debian:pool/main/p/patch/patch_2.7.6.orig.tar.xz sha256-ac610bda97abe0d9f6b7c963255a11dcb196c25e337c61f94e4778d632f1d8fd
  derivation patch "2.7.6" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Applies differences" {|pkgs, src|
    autotools --disable-xattr
  }
}
