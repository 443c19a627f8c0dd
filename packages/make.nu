# make: builds what is older than what it is made from.
export def main [] {
  let src = fetch --unpack debian:pool/main/m/make-dfsg/make-dfsg_4.3.orig.tar.gz sha256-be4c17542578824e745f83bcd2a9ba264206187247cb6a5f5df99b0a9d1f9047
  derivation make "4.3" $src [] --runtime c@1 --license GPL-3.0-or-later --description "Builds what is out of date" {|pkgs, src|
    # Debian leaves the manual out, and names the Makefile twice.
    ^sed -i /^man_MANS/d Makefile.am
    ^sed -i "s,po/Makefile.in Makefile,po/Makefile.in," configure.ac
    ^autoreconf --install --force
    autotools --disable-nls --without-guile
  }
}
