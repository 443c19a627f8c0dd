namespace Nuka.Graft.Tests.Sources;

[CollectionDefinition("signing")]
public sealed class SigningCollection : ICollectionFixture<SigningKeys>;
