using MigrationOrchestrator.Benchmarks.Engine;
using MigrationOrchestrator.Benchmarks.Image;

return args switch
{
    ["engine", .. var rest] => await EngineBenchmark.RunAsync(rest),
    ["open-instances", .. var rest] => await OpenInstances.RunAsync(rest),
    ["image", .. var rest] => await ImageBenchmark.RunAsync(rest),
    ["overlap", var qcow2, var bytesPerSecond] => await OverlapMeasurement.RunAsync([qcow2, bytesPerSecond]),
    ["convert-once", .. var rest] => await SingleConversion.RunAsync(rest),
    _ => Usage(),
};

static int Usage()
{
    Console.Error.WriteLine("Usage: bench engine [--rounds N] [--smoke] | image [--rounds N]");
    return 2;
}
