namespace Nuka.Graft.Finish;

/// <summary>
/// Programs that stand first on the path of a maintainer script in the build sandbox. They record what a handler makes afterwards,
/// and answer what would change a machine's state that does not exist here. All are one script, which looks at its own name.
/// </summary>
internal static class ScriptShims
{
    /// <summary>Part of the layer's identity.</summary>
    internal const string Identity = "shims/1";

    /// <summary>Where the shims are inside.</summary>
    internal const string Directory = "/tmp/nuka/bin";

    /// <summary>The names under which the script stands on the path.</summary>
    internal static readonly string[] Names =
    [
        "update-alternatives", "adduser", "addgroup", "useradd", "groupadd", "usermod", "deluser", "delgroup", "userdel", "groupdel", "gpasswd",
        "chfn",
        "dpkg", "dpkg-query", "dpkg-divert", "dpkg-statoverride", "dpkg-trigger", "dpkg-maintscript-helper", "update-rc.d", "invoke-rc.d", "service",
        "deb-systemd-helper", "deb-systemd-invoke", "systemctl", "systemd-sysusers", "systemd-tmpfiles", "systemd-hwdb", "udevadm", "update-initramfs",
        "update-menus", "update-binfmts", "ldconfig", "py3compile", "pycompile", "pypy3compile", "py3clean", "pyclean", "chown", "chgrp", "setcap",
        "mknod", "ucf", "ucfr", "hostname", "uname",
    ];

    /// <summary>The one script.</summary>
    internal const string Program = """
        #!/bin/sh
        # Stands in for programs that a maintainer script calls; see specs/finish.md.
        name=${0##*/}
        record() {
            printf '%s' "$name"
            for word do printf '\t%s' "$word"; done
            printf '\n'
        }
        case $name in
        update-alternatives)
            for word do case $word in --query | --list | --display | --config) exit 2 ;; esac; done
            record "$@" >> /tmp/nuka-record ;;
        adduser | addgroup | useradd | groupadd)
            record "$@" >> /tmp/nuka-record ;;
        dpkg-divert)
            for word do
                case $word in
                --list*) exit 0 ;;
                --truename) truename=yes ;;
                esac
                last=$word
            done
            if [ "$truename" = yes ]; then printf '%s\n' "$last"; fi ;;
        dpkg-statoverride)
            for word do case $word in --list) exit 1 ;; esac; done ;;
        dpkg-query)
            exit 1 ;;
        dpkg)
            case $1 in
            --compare-versions)
                # Nothing is upgraded: the version that was there before is empty, which is older than any, or newer with -nl.
                if [ -z "$2" ]; then
                    case $3 in lt | le | ne | '<<' | '<=' | ge-nl | gt-nl) exit 0 ;; *) exit 1 ;; esac
                fi
                if [ -x /usr/bin/dpkg ]; then exec /usr/bin/dpkg "$@"; fi
                exit 1 ;;
            --print-architecture) printf '%s\n' "$DPKG_MAINTSCRIPT_ARCH" ;;
            -L | --listfiles) cat "/tmp/nuka/lists/${2%%:*}" 2>/dev/null ;;
            *) exit 1 ;;
            esac ;;
        ucf)
            while :; do case $1 in --src-dir | --dest-dir | --sum-file | --debconf-template) shift 2 ;; -*) shift ;; *) break ;; esac; done
            [ -e "$2" ] || cp -- "$1" "$2" ;;
        hostname)
            printf 'nuka\n' ;;
        uname)
            for word do case $word in -m | -p | -i) exec /bin/uname -m ;; esac; done
            printf 'Linux\n' ;;
        esac
        exit 0
        """;

    /// <summary>Answers a script's questions with the defaults of the package's templates, in the place of debconf.</summary>
    internal const string Questions = """
        # Stands in for debconf's module for shell scripts: every question has its default answer; see specs/finish.md.
        nuka_tab=$(printf '\t')
        nuka_answer() {
            RET=
            while IFS=$nuka_tab read -r nuka_name nuka_value; do
                if [ "$nuka_name" = "$1" ]; then RET=$nuka_value; return 0; fi
            done < /tmp/nuka/answers
            return 10
        }
        db_get() { nuka_answer "$1"; }
        db_fget() { RET=false; }
        db_metaget() { RET=; }
        db_input() { return 30; }
        db_version() { :; }
        db_capb() { :; }
        db_go() { :; }
        db_stop() { :; }
        db_set() { :; }
        db_fset() { :; }
        db_reset() { :; }
        db_subst() { :; }
        db_purge() { :; }
        db_title() { :; }
        db_settitle() { :; }
        db_register() { :; }
        db_unregister() { :; }
        db_beginblock() { :; }
        db_endblock() { :; }
        db_progress() { :; }
        db_x_loadtemplatefile() { :; }
        """;
}
