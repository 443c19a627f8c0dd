namespace Nuka.Solve.Optimization;

/// <summary>Puts nodes of a graph after those that they need; cycles are broken by the edges that count more, then by the nodes' numbers.</summary>
internal static class DependencyOrder
{
    /// <summary>Orders the nodes 0 … count - 1.</summary>
    /// <param name="needs">For each node the nodes it needs; each edge says whether it counts within a cycle.</param>
    /// <param name="first">Nodes that stand, with all that they need, before the others.</param>
    internal static List<int> Of(IReadOnlyList<IReadOnlyList<(int Node, bool IsEarly)>> needs, IEnumerable<int> first)
    {
        List<int> order = [];
        IEnumerable<int> roots = first.Concat(Enumerable.Range(0, needs.Count));
        foreach (List<int> cycle in Components(needs.Count, roots, node => needs[node].Select(edge => edge.Node)))
        {
            if (cycle.Count == 1)
            {
                order.Add(cycle[0]);
                continue;
            }

            cycle.Sort();
            Dictionary<int, int> places = cycle.Select((node, place) => (node, place)).ToDictionary(pair => pair.node, pair => pair.place);
            IEnumerable<int> Early(int place) => needs[cycle[place]]
                .Where(edge => edge.IsEarly && places.ContainsKey(edge.Node)).Select(edge => places[edge.Node]);
            foreach (List<int> component in Components(cycle.Count, Enumerable.Range(0, cycle.Count), Early))
            {
                component.Sort();
                order.AddRange(component.Select(place => cycle[place]));
            }
        }

        return order;
    }

    /// <summary>Strongly connected components, each after those it needs (Tarjan 1972, without recursion: chains may be long).</summary>
    private static List<List<int>> Components(int count, IEnumerable<int> roots, Func<int, IEnumerable<int>> needs)
    {
        List<List<int>> components = [];
        int[] index = new int[count];
        int[] lowest = new int[count];
        Stack<int> open = new();
        Stack<(int Node, IEnumerator<int> Left)> path = new();
        int next = 0;
        foreach (int root in roots)
        {
            Enter(root);
            while (path.TryPeek(out (int Node, IEnumerator<int> Left) top))
            {
                if (top.Left.MoveNext())
                {
                    Enter(top.Left.Current);
                    lowest[top.Node] = Math.Min(lowest[top.Node], lowest[top.Left.Current]);
                    continue;
                }

                path.Pop();
                if (path.TryPeek(out (int Node, IEnumerator<int> Left) below))
                {
                    lowest[below.Node] = Math.Min(lowest[below.Node], lowest[top.Node]);
                }

                if (lowest[top.Node] == index[top.Node])
                {
                    components.Add(Close(top.Node));
                }
            }
        }

        return components;

        void Enter(int node)
        {
            if (index[node] == 0)
            {
                index[node] = lowest[node] = ++next;
                open.Push(node);
                path.Push((node, needs(node).GetEnumerator()));
            }
        }

        List<int> Close(int node)
        {
            List<int> component = [];
            do
            {
                component.Add(open.Pop());
                lowest[component[^1]] = int.MaxValue;
            }
            while (component[^1] != node);
            return component;
        }
    }
}
