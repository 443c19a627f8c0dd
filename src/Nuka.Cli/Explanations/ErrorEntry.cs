namespace Nuka.Cli.Explanations;

/// <summary>What the documentation says of one error.</summary>
/// <param name="Code">Its code: <c>store/bad-path</c>.</param>
/// <param name="Cause">How it comes about.</param>
/// <param name="Cure">What to do.</param>
internal sealed record ErrorEntry(string Code, string Cause, string Cure);
