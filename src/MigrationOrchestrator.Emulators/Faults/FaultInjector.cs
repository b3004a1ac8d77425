namespace MigrationOrchestrator.Emulators.Faults;

/// <summary>The rules by which an emulator misbehaves, and its bandwidth. Safe to change while requests run.</summary>
/// <param name="seed">Seeds the dice of <see cref="FaultRule.Probability"/>.</param>
public sealed class FaultInjector(int seed = 1)
{
    private readonly Lock gate = new();
    private readonly Random dice = new(seed);
    private Armed[] armed = [];
    private long? bandwidth;

    /// <summary>What the emulator sends and receives in bodies, in bytes a second over all connections together; null for no bound, else 1 or more.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1.</exception>
    public long? BandwidthBytesPerSecond
    {
        get
        {
            lock (gate)
            {
                return bandwidth;
            }
        }

        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value ?? 1, 1);
            lock (gate)
            {
                bandwidth = value;
            }
        }
    }

    /// <summary>The rules in force, in their order.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (gate)
            {
                return [.. armed.Select(one => one.Rule)];
            }
        }
    }

    /// <summary>Adds a rule after those in force; its count of matches starts at 0.</summary>
    /// <exception cref="ArgumentException">The rule is unsound; the message names its part.</exception>
    public void Add(FaultRule rule)
    {
        Armed added = Arm(rule);
        lock (gate)
        {
            armed = [.. armed, added];
        }
    }

    /// <summary>Replaces all rules; every count starts at 0.</summary>
    /// <exception cref="ArgumentException">A rule is unsound; nothing was changed.</exception>
    public void Replace(IEnumerable<FaultRule> rules)
    {
        Armed[] next = [.. rules.Select(Arm)];
        lock (gate)
        {
            armed = next;
        }
    }

    /// <summary>Removes all rules and the bound on bandwidth.</summary>
    public void Clear()
    {
        lock (gate)
        {
            armed = [];
            bandwidth = null;
        }
    }

    /// <summary>Counts a request against every rule that it matches and gives the effect of the first one that fires, or null.</summary>
    internal FaultEffect? Decide(string method, string path)
    {
        lock (gate)
        {
            FaultEffect? effect = null;
            foreach (Armed one in armed.Where(one => one.Matches(method, path)))
            {
                if (one.Fires(dice, wanted: effect is null))
                {
                    effect = one.Rule.Effect;
                }
            }

            return effect;
        }
    }

    private static Armed Arm(FaultRule rule) => rule.FindProblem() is { } problem ? throw new ArgumentException(problem, nameof(rule)) : new Armed(rule);

    private sealed class Armed(FaultRule rule)
    {
        private readonly PathPattern path = new(rule.Path);
        private int matched;
        private int fired;

        public FaultRule Rule => rule;

        public bool Matches(string method, string requestPath)
            => (rule.Method is null || string.Equals(rule.Method, method, StringComparison.OrdinalIgnoreCase)) && path.Matches(requestPath);

        public bool Fires(Random dice, bool wanted)
        {
            matched++;
            bool due = (rule.Nth is null || rule.Nth == matched)
                && (rule.Every is null || matched % rule.Every == 0)
                && (rule.Probability is null || dice.NextDouble() < rule.Probability)
                && (rule.Times is null || fired < rule.Times);
            if (due && wanted)
            {
                fired++;
            }

            return due && wanted;
        }
    }
}
