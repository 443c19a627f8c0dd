# Zstandard: fast compression, as a program and a library.
export def main [] {
  let src = fetch --unpack debian:pool/main/libz/libzstd/libzstd_1.5.4+dfsg2.orig.tar.xz sha256-8cf4bbb65e77ec348d052c8d6230eba66d435bddf64c8b5be2fcb16880c19953
  # The Huffman decoder asks for BMI2 and calls these if it is there.
  (derivation zstd "1.5.4" $src [] --runtime c@1 --outputs [out dev]
    --license BSD-3-Clause --description "Fast compression" --allow {dispatches: ["HUF_decompress4X*_usingDTable_internal_fast*"]} {|pkgs, src|
    make-install PREFIX=/usr $"LIBDIR=($env.NUKA_LIBDIR)" HAVE_ZLIB=0 HAVE_LZMA=0 HAVE_LZ4=0
    split-dev
  })
}
