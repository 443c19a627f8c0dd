using Nuka.Graft.Download;

namespace Nuka.Graft.Registries;

/// <summary>A file of a Python project.</summary>
/// <param name="Name">Its name: <c>idna-3.4-py3-none-any.whl</c>.</param>
/// <param name="Address">Where it lies.</param>
/// <param name="Checksum">What the index says that it hashes to.</param>
public sealed record PythonFile(string Name, Uri Address, Checksum Checksum);
