namespace Nuka.Solve.Satisfiability;

/// <summary>An entry in the list of a watched literal.</summary>
/// <param name="Clause">The clause that watches it.</param>
/// <param name="Blocker">Another literal of the clause: if it is true the clause need not be looked at.</param>
internal readonly record struct Watch(int Clause, Literal Blocker);
