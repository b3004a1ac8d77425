using MigrationOrchestrator.Conversion.Processes;
using MigrationOrchestrator.Migrations.Conversion;

namespace MigrationOrchestrator.Conversion.Jobs;

/// <summary>Hands a job its input and output folder, and takes them back; what it did is written down first.</summary>
/// <param name="files">What is kept of the jobs.</param>
internal sealed class JobHandover(JobFiles files)
{
    private readonly InputSharing inputs = new();

    /// <summary>Checks and prepares a job's files, writes the job down, and lets its user at them.</summary>
    /// <param name="job">The job.</param>
    /// <param name="user">The user that it runs as, where that is not the host's own.</param>
    /// <returns>What was written down; <see cref="Return"/> it once the job ended.</returns>
    /// <exception cref="Durable.FailureException">The input is missing, the folder is not empty, or their owners cannot be changed.</exception>
    public JobRecord Give(ConversionJob job, uint? user)
    {
        JobInput.Check(job.InputPath);
        JobOutput.Prepare(job.OutputFolder, isLeftOver: files.FindRecord(job.Key) is not null);
        JobRecord record = new(job.Key, job.OutputFolder, job.OutputFile) { UserId = user, Input = user is null ? null : inputs.Enter(job.Key, job.InputPath) };
        try
        {
            files.Write(record);
            InputSharing.Apply(record.Input);
            if (user is { } owner)
            {
                FileOwners.GiveFolder(job.OutputFolder, owner, JobUser.Group);
            }

            return record;
        }
        catch
        {
            Return(record);
            throw;
        }
    }

    /// <summary>Gives the input its group back and takes the output folder; once or more often.</summary>
    public void Return(JobRecord record)
    {
        if (record.UserId is not null)
        {
            JobOutput.Take(record.OutputFolder);
        }

        inputs.Leave(record.Key, record.Input);
    }

    /// <summary>Takes a finished job's files back, removes all but a sound output, and writes down how it ended.</summary>
    public void Finish(JobRecord record, JobResult result)
    {
        Return(record);
        if (!JobOutput.Settle(record.OutputFolder, record.OutputFile))
        {
            result = result with { ExitCode = null, StandardError = result.StandardError + $"\n'{record.OutputFile}' was no plain file and is removed." };
        }

        files.Write(record.Key, result);
    }
}
