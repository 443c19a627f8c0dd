using Nuka.Graft.Tests.Sources;

namespace Nuka.Scenarios.Archives;

/// <summary>Classes that share the keys.</summary>
[CollectionDefinition("archives")]
public sealed class ArchiveCollection : ICollectionFixture<SigningKeys>;
