# OpenSSL: TLS and the cryptography for it.
export def main [] {
  let src = fetch --unpack debian:pool/main/o/openssl/openssl_3.0.20.orig.tar.gz sha256-c80a01dfc70ece4dc21168932c37739042d404d46ccc81a5986dd75314ecda6f
  # Its assembly asks OPENSSL_ia32cap before it goes to these.
  let asks = [
    "*vpaes_*" "*bsaes_*" "ChaCha20_*" "poly1305_blocks_*" "sha*_multi_block" "padlock_*"
    "*mulx*" "*montx" "__rsaz_512_*" "rsaz_512_*" "bn_GF2m_mul_2x2" "bn_sqrx8x_*" "x25519_fe64_*"
    "__ocb_*" "ossl_rsaz_amm52x20_*" "ossl_extract_multiplier_2x20_win5"
  ]
  (derivation openssl "3.0.20" $src [] --runtime c@1 --outputs [out dev]
    --license Apache-2.0 --description "TLS and cryptography" --allow {dispatches: $asks} {|pkgs, src|
    ^perl Configure linux-x86_64 shared no-tests --prefix=/usr --openssldir=/etc/ssl $"--libdir=($env.NUKA_LIBDIR)"
    ^make $"--jobs=($env.NUKA_JOBS)"
    ^make install_sw install_ssldirs $"DESTDIR=($env.out)"
    # Scripts of Perl, of which `openssl rehash` and `openssl ca` do the work.
    rm --recursive $"($env.out)/usr/bin/c_rehash" $"($env.out)/etc/ssl/misc"
    split-dev
  })
}
