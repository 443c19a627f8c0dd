using System.Text.RegularExpressions;

namespace Nuka.Graft.Finish;

/// <summary>
/// Lines of maintainer scripts that need not be executed, with the reason for each kind. A script of nothing but such lines is not
/// run. The table errs on one side: a line that it does not know makes the script run, in its sandbox.
/// </summary>
internal static partial class KnownLines
{
    /// <summary>Sections that debhelper puts into scripts and marks by the name of the program that made them.</summary>
    private static readonly Dictionary<string, string> HelperSections = new(StringComparer.Ordinal)
    {
        ["dh_installdeb"] = "dpkg-maintscript-helper moves configuration of older versions; nothing is upgraded here",
        ["dh_python3"] = "bytecode is compiled by a handler",
        ["dh_python2"] = "bytecode is compiled by a handler",
        ["dh_pypy"] = "pypy compiles at its first use",
        ["dh_installmenu"] = "menus of a desktop",
        ["dh_installinit"] = "starts services of a machine",
        ["dh_installsystemd"] = "starts services of a machine",
        ["dh_installsystemduser"] = "starts services of a session",
        ["dh_systemd_enable"] = "starts services of a machine",
        ["dh_systemd_start"] = "starts services of a machine",
        ["dh_installsysusers"] = "accounts are read from sysusers.d by a handler",
        ["dh_installtmpfiles"] = "makes directories that are volatile",
        ["dh_makeshlibs"] = "ldconfig is run by a handler",
        ["dh_installinfo"] = "the index of info pages, which are left out",
        ["dh_icons"] = "icon caches are made by a handler",
        ["dh_installmime"] = "the MIME database is made by a handler",
        ["dh_mime"] = "the MIME database is made by a handler",
        ["dh_apparmor"] = "loads a profile into the kernel",
        ["dh_usrlocal"] = "makes empty directories below /usr/local",
        ["dh_installudev"] = "rules for devices of a machine",
        ["dh_installmodules"] = "modules of a kernel",
        ["dh_installinitramfs"] = "the boot image of a machine",
        ["dh_installdebconf"] = "asks a person",
        ["dh_installcron"] = "jobs of a machine",
        ["dh_installwm"] = "window managers of a machine",
        ["dh_bugfiles"] = "notes for bug reporters",
    };

    /// <summary>Whether a marked section of this helper has no effect that is missed.</summary>
    internal static bool IsKnownSection(string helper) => HelperSections.ContainsKey(helper);

    /// <summary>Whether a line has no effect that is missed.</summary>
    internal static bool IsKnown(string line) =>
        Structure().IsMatch(line) || Condition().IsMatch(line) || Command().IsMatch(line);

    // What only groups other lines: all of them are looked at, whatever branch they stand in.
    [GeneratedRegex("""
        ^(?: set\ [-+][a-z]+ | : | true | exit\ [01] | ;; | esac | fi | else | then | \} | \{
        | case\ "?\$\{?1\}?"?\ in
        | \(?\ ?(?:[a-z*-]+)(?:\ ?\|\ ?[a-z-]+)*\ ?\)(?:\ ?(?:exit\ 0)?\ ?;;)?
        )$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Structure();

    // Conditions on how the script is called, and on files and programs that are there: both branches are looked at.
    [GeneratedRegex("""
        ^(?:el)?if\ (?:
          (?: (?:\[|test)\ (?: "?\$\{?[12]\}?"?\ (?:=|==|!=)\ "?[a-z-]*"? | -[nz]\ "?\$\{?[12]\}?"? | !?\ ?-[xefdhLrs]\ "?[A-Za-z0-9/._+$\{\}-]+"? ) (?:\ \])?
            (?:\ (?:\|\||&&)\ )? )+
        | (?:which|command\ -v|type)\ [A-Za-z0-9._+-]+(?:\ ?&?>\ ?/dev/null)?(?:\ 2>\ ?(?:&1|/dev/null))?
        )\ ?;\ ?then$
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Condition();

    [GeneratedRegex("""
        ^(?:
          dpkg-maintscript-helper\ [^;&|`()<>]*            # nothing is upgraded
        | dpkg-trigger\ [^;&|`()<>]*                       # what triggers do is a handler's
        | update-alternatives\ (?:--quiet\ |--force\ )*--(?:remove|remove-all|auto)\ [^;&|`()<>]*   # nothing is there to be removed
        | (?:/sbin/|/usr/sbin/)?ldconfig(?:\ [^;&|`()<>]*)?
        | (?:py3|pypy3|py)compile\ [^;&|`()<>]*
        | (?:/usr/bin/)?update-mime-database\ [^;&|`()<>]*
        | (?:/usr/bin/)?update-desktop-database(?:\ [^;&|`()<>]*)?
        | (?:/usr/lib/\S+/)?glib-compile-schemas\ [^;&|`()<>]*
        | fc-cache(?:\ [^;&|`()<>]*)?
        | (?:gtk-update-icon-cache|update-icon-caches)\ [^;&|`()<>]*
        | invoke-rc\.d\ [^;&|`()<>]* | update-rc\.d\ [^;&|`()<>]* | deb-systemd-(?:helper|invoke)\ [^;&|`()<>]* | systemctl\ [^;&|`()<>]* | service\ [^;&|`()<>]*
        | systemd-(?:sysusers|tmpfiles|hwdb)\ [^;&|`()<>]*
        | update-menus(?:\ [^;&|`()<>]*)? | update-initramfs\ [^;&|`()<>]* | update-inetd\ [^;&|`()<>]* | udevadm\ [^;&|`()<>]* | update-binfmts\ [^;&|`()<>]*
        | (?:chown|chgrp|setcap|dpkg-statoverride)\ [^;&|<>`$()]*      # owners are not kept
        | echo\ [^;&|<>`()]* | printf\ [^;&|<>`()]*
        | \.\ /usr/share/debconf/confmodule | db_(?:stop|purge|version\ 2\.0)
        ) (?:\ ?>>?\ ?/dev/null)? (?:\ ?2>\ ?(?:&1|/dev/null))? (?:\ \|\|\ (?:true|:|exit\ [0-9$?]+))? $
        """, RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Command();
}
