using FsCheck;
using FsCheck.Fluent;
using Nuka.Solve.Satisfiability;

namespace Nuka.Solve.Tests.Satisfiability;

public sealed class SatSolverTests
{
    private const int Variables = 10;
    private const int Rounds = 1000;

    /// <summary>Clauses as DIMACS writes them: 1 … n, negated by a minus.</summary>
    private static readonly Gen<int[][]> Formulas =
        from count in Gen.Choose(20, 60)
        from clauses in Clause().ListOf(count)
        select clauses.ToArray();

    [Theory]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(7)]
    public void One_pigeon_too_many_does_not_fit(int holes)
    {
        SatSolver solver = Pigeons(holes + 1, holes);
        Assert.Equal(SatAnswer.Unsatisfiable, solver.Solve([]));
        Assert.Empty(solver.Core);
    }

    [Fact]
    public void As_many_pigeons_as_holes_fit() => Assert.Equal(SatAnswer.Satisfiable, Pigeons(8, 8).Solve([]));

    [Fact]
    public void A_long_search_ends_at_its_step_limit_and_can_go_on()
    {
        SatSolver solver = Pigeons(8, 7);
        solver.StepLimit = 100;
        Assert.Equal(SatAnswer.OutOfSteps, solver.Solve([]));
        solver.StepLimit = long.MaxValue;
        Assert.Equal(SatAnswer.Unsatisfiable, solver.Solve([]));
    }

    [Fact]
    public void Random_formulas_are_answered_as_by_trying_everything() => Prop.ForAll(Formulas.ToArbitrary(), formula =>
    {
        SatSolver solver = Load(formula);
        bool satisfiable = solver.Solve([]) == SatAnswer.Satisfiable;
        return satisfiable == Models(formula, []).Any() && (!satisfiable || formula.All(clause => clause.Any(n => Holds(solver, n))));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));

    [Fact]
    public void One_solver_answers_again_and_again_and_its_cores_are_contradictory()
    {
        Gen<(int[][], int[][])> questions = from formula in Formulas
                                            from assumptions in Clause().ListOf(4)
                                            select (formula.Take(40).ToArray(), assumptions.ToArray());
        Prop.ForAll(questions.ToArbitrary(), question =>
        {
            SatSolver solver = Load(question.Item1);
            return question.Item2.All(assumed => AnswersRightly(solver, question.Item1, assumed));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(Rounds));
    }

    [Fact]
    public void Hard_random_formulas_give_the_same_answer_whatever_was_learned_and_forgotten()
    {
        Random random = new(7);
        for (int round = 0; round < 5; round++)
        {
            int[][] formula = [.. Enumerable.Range(0, 640).Select(_ => RandomClause(random, 150))];
            SatSolver first = Load(formula, 150);
            SatAnswer answer = first.Solve([]);
            SatSolver second = Load([.. formula.Reverse()], 150);
            Assert.Equal(answer, second.Solve([]));
            Assert.True(answer == SatAnswer.Unsatisfiable || formula.All(clause => clause.Any(n => Holds(first, n))));
        }
    }

    private static bool AnswersRightly(SatSolver solver, int[][] formula, int[] assumed)
    {
        if (solver.Solve([.. assumed.Select(ToLiteral)]) == SatAnswer.Satisfiable)
        {
            return formula.All(clause => clause.Any(n => Holds(solver, n))) && assumed.All(n => Holds(solver, n));
        }

        int[] core = [.. assumed.Where(n => solver.Core.Contains(ToLiteral(n)))];
        return solver.Core.All(literal => assumed.Any(n => ToLiteral(n) == literal)) && !Models(formula, core).Any();
    }

    private static SatSolver Pigeons(int pigeons, int holes)
    {
        List<int[]> clauses = [];
        for (int pigeon = 0; pigeon < pigeons; pigeon++)
        {
            clauses.Add([.. Enumerable.Range(1, holes).Select(hole => (pigeon * holes) + hole)]);
            for (int other = 0; other < pigeon; other++)
            {
                clauses.AddRange(Enumerable.Range(1, holes).Select(hole => new[] { -((pigeon * holes) + hole), -((other * holes) + hole) }));
            }
        }

        return Load([.. clauses], pigeons * holes);
    }

    private static SatSolver Load(int[][] formula, int variables = Variables)
    {
        SatSolver solver = new();
        for (int i = 0; i < variables; i++)
        {
            solver.AddVariable();
        }

        foreach (int[] clause in formula)
        {
            solver.AddClause([.. clause.Select(ToLiteral)]);
        }

        return solver;
    }

    private static Gen<int[]> Clause() =>
        (from variable in Gen.Choose(1, Variables) from negated in Gen.Elements(true, false) select negated ? -variable : variable)
        .ListOf(3).Select(literals => literals.ToArray());

    private static int[] RandomClause(Random random, int variables) =>
        [.. Enumerable.Range(0, 3).Select(_ => random.Next(1, variables + 1) * (random.Next(2) == 0 ? 1 : -1))];

    private static Literal ToLiteral(int number) => Literal.Of(Math.Abs(number) - 1, number < 0);

    private static bool Holds(SatSolver solver, int number) => solver.IsTrueInModel(Math.Abs(number) - 1) == number > 0;

    private static IEnumerable<int> Models(int[][] formula, int[] assumed) => Enumerable.Range(0, 1 << Variables).Where(bits =>
        assumed.All(n => Holds(bits, n)) && formula.All(clause => clause.Any(n => Holds(bits, n))));

    private static bool Holds(int bits, int number) => (bits >> (Math.Abs(number) - 1) & 1) != 0 == number > 0;
}
