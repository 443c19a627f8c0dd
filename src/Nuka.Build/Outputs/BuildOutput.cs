namespace Nuka.Build.Outputs;

/// <summary>What a build put into one of its output directories, before it is a tree.</summary>
/// <param name="Name">The output's name: <c>out</c>, <c>dev</c>.</param>
/// <param name="Directory">The absolute path of the directory that was <c>/nuka-out</c> inside. Nothing runs any more that writes there.</param>
public sealed record BuildOutput(string Name, string Directory);
