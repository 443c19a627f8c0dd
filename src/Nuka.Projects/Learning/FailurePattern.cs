using System.Text.RegularExpressions;
using Nuka.Projects.Discovery;

namespace Nuka.Projects.Learning;

/// <summary>One way in which a tool says that something is missing.</summary>
/// <param name="Text">Matches a line; its group <c>x</c> is the name of what is missing.</param>
/// <param name="Kind">What kind of thing that is.</param>
/// <param name="Known">The table of known rows that the name is looked up in first, as <c>cmake</c>; <see langword="null"/> for none.</param>
/// <param name="Always">What is missing whatever the line says, as a printed need; <see langword="null"/> where the line names it.</param>
internal sealed record FailurePattern(Regex Text, NeedKind Kind, string? Known = null, string? Always = null);
