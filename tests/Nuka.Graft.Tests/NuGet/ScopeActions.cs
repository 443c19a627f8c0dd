using System.Formats.Asn1;

namespace Nuka.Graft.Tests.NuGet;

/// <summary>Lets what is written into a set or sequence stand as one expression.</summary>
internal static class ScopeActions
{
    internal static void Use(this AsnWriter.Scope scope, Action write)
    {
        using (scope)
        {
            write();
        }
    }
}
