using System.Reflection;
using Sartor.Lab.Campaigns;

namespace Sartor.Lab.Tests.Campaigns;

/// <summary>A store that lets a test do something between an answer and whoever asked.</summary>
public class InterposedStore : DispatchProxy
{
    private ICampaignStore _inner = null!;
    private Action<string, object?[]> _after = null!;

    internal static ICampaignStore Of(ICampaignStore inner, Action<string, object?[]> after)
    {
        var store = Create<ICampaignStore, InterposedStore>();
        var self = (InterposedStore)(object)store;
        (self._inner, self._after) = (inner, after);
        return store;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        var answer = targetMethod!.Invoke(_inner, args);
        _after(targetMethod.Name, args ?? []);
        return answer;
    }
}
