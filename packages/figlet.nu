# FIGlet: large letters out of small ones.
export def main [] {
  let src = fetch --unpack debian:pool/main/f/figlet/figlet_2.2.5.orig.tar.gz sha256-bf88c40fd0f077dab2712f54f8d39ac952e4e9f2e1882f1195be9e5e4257417d
  derivation figlet "2.2.5" $src [] --runtime c@1 --license BSD-3-Clause --description "Large letters" {|pkgs, src|
    make-install prefix=/usr DEFAULTFONTDIR=/usr/share/figlet
  }
}
