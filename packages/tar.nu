# tar: archives.
export def main [] {
  let src = fetch --unpack debian:pool/main/t/tar/tar_1.34+dfsg.orig.tar.xz sha256-7d57029540cb928394defb3b377b3531237c947e795b51aa8acac0c5ba0e4844
  derivation tar "1.34" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Archives" {|pkgs, src|
    autotools --disable-nls --without-posix-acls --without-selinux
  }
}
