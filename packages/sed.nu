# sed: edits streams of text.
export def main [] {
  let src = fetch --unpack debian:pool/main/s/sed/sed_4.9.orig.tar.xz sha256-6e226b732e1cd739464ad6862bd1a1aba42d7982922da7a53519631d24975181
  derivation sed "4.9" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Edits streams" {|pkgs, src|
    autotools --disable-nls --disable-acl
  }
}
