# FreeType: draws the glyphs of fonts. Its description for pkg-config names zlib and libpng.
use pkgs [zlib libpng]

export def main [] {
  let src = fetch --unpack debian:pool/main/f/freetype/freetype_2.12.1+dfsg.orig.tar.xz sha256-7dedb6b9adf331559daea614a83b8de42a753e685ec8e1c4bdb4529eb880b0d1
  (derivation freetype "2.12.1" $src [$zlib $libpng] --runtime c@1 --outputs [out dev]
    --license FTL --description "Glyphs of fonts as pictures" {|pkgs, src|
    meson-build -Dharfbuzz=disabled -Dbrotli=disabled -Dbzip2=disabled
    split-dev
  })
}
