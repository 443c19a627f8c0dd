# npm: the package manager of Node.js, which other packages are built with. Its archive brings what it depends on.
export def main [] {
  let src = fetch --unpack npm:npm@9.9.4 sha256-640bdd76a0b9d92e9da6e391abae75fd2f168478e416847f3acdb8373737e0ee
  (derivation npm "9.9.4" $src [] --runtime node@18 --license Artistic-2.0 --description "Package manager of Node.js" --needs [network]
    --allow {references: {python3: "node-gyp asks for it when it compiles"}} {|pkgs, src|
    let modules = $"($env.out)/usr/lib/node_modules"
    mkdir $modules $"($env.out)/usr/bin"
    cp --recursive $src $"($modules)/npm"
    ^ln --symbolic ../lib/node_modules/npm/bin/npm-cli.js $"($env.out)/usr/bin/npm"
    ^ln --symbolic ../lib/node_modules/npm/bin/npx-cli.js $"($env.out)/usr/bin/npx"
    ^chmod +x $"($modules)/npm/bin/npm-cli.js" $"($modules)/npm/bin/npx-cli.js"
  })
}
