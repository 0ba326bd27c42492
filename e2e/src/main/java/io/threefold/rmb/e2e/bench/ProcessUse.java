package io.threefold.rmb.e2e.bench;

import io.threefold.rmb.e2e.process.ManagedProcess;
import java.time.Duration;

/** CPU and memory of a process by its id, whoever started it. Zero where the system does not tell. */
record ProcessUse(long pid) {
    Duration cpu() {
        return ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    double residentMib() {
        return ManagedProcess.residentBytes(pid) / 1048576.0;
    }
}
