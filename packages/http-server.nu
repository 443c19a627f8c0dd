# http-server: serves a directory, in JavaScript. Its dependencies are what its lock names.
use pkgs [npm]

export def main [] {
  let src = [(local http-server) (lock npm http-server/package-lock.json)]
  (derivation http-server "14.1.1" $src [] --tools [$npm] --runtime node@18
    --license MIT --description "Serves a directory" --needs [network] {|pkgs, src|
    npm-install $src.0
  })
}
