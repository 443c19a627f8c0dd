using System.Text.RegularExpressions;

namespace Nuka.Build.Outputs.Instructions;

/// <summary>
/// Functions that say by their name for which processors they are: whoever writes <c>sum_avx2</c> calls it where there is AVX2. Compilers that make
/// variants of a function name them so as well (<c>sum.arch_haswell</c>, and by the vector function ABI of x86 <c>_ZGVdN4v_sin</c>: c AVX, d AVX2, e AVX-512).
/// </summary>
internal static partial class DispatchedNames
{
    /// <summary>Whether a name says so.</summary>
    /// <param name="name">The function's name, mangled or not, or the name of the object that it comes from.</param>
    internal static bool Tells(string name) => Word().IsMatch(name);

    // Words that mean nothing else stand anywhere; short ones stand apart from other letters, and not alone: `fma` is a function of the C library.
    [GeneratedRegex(
        "avx|evex|sse[34]|sse_?4|ssse3|aes_?ni|pclmul|haswell|broadwell|sandybridge|nehalem|skylake|icelake|sapphirerapids|znver|x86_64_v[234]|f16c|xsavec?|popcnt|sha_?ni|shaext"
        + "|rdrand|rdseed|movbe|gfni|vaes|bmi[12]|lzcnt|amx_"
        + "|(?<=.)(?<![a-z])(?:fma[34]?|adx|xop|tbm|clmul|bmi|knl|skx|rtm|elision)(?![a-z])|^_ZGV[cde][NM]|^(?:fma[34]?|adx|xop|tbm|clmul|bmi|knl|skx)_",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}
