import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.runner.Description;
import org.junit.runner.JUnitCore;
import org.junit.runner.Result;
import org.junit.runner.notification.Failure;
import org.junit.runner.notification.RunListener;

/**
 * {@code RunTests SECONDS CLASS...}: runs tests and says of each {@code test NAME ... ok} or {@code FAILED}, as Rust's do,
 * so that `cargo xtask` reads both. Ends after SECONDS at the latest, naming the test that hangs.
 */
public class RunTests {
    public static void main(String[] args) throws ClassNotFoundException {
        var running = new AtomicReference<>("nothing");
        long seconds = Long.parseLong(args[0]);
        var deadline = new Thread(() -> {
            try {
                Thread.sleep(seconds * 1000);
            } catch (InterruptedException ended) {
                return;
            }
            System.out.println("test " + running.get() + " ... FAILED");
            System.out.println("not done after " + seconds + " s, in " + running.get());
            Runtime.getRuntime().halt(2);
        });
        deadline.setDaemon(true);
        deadline.start();

        var classes = new ArrayList<Class<?>>();
        for (int i = 1; i < args.length; i++) classes.add(Class.forName(args[i]));
        var core = new JUnitCore();
        core.addListener(new Reporter(running));
        Result result = core.run(classes.toArray(Class<?>[]::new));
        int failed = result.getFailureCount();
        System.out.printf("%nAndroid tests took %.1f s%n", result.getRunTime() / 1000.0);
        System.out.printf("%d passed, %d failed%n", result.getRunCount() - failed, failed);
        System.exit(result.wasSuccessful() ? 0 : 1);
    }

    private static final class Reporter extends RunListener {
        private final AtomicReference<String> running;
        private final Set<Description> failed = new HashSet<>();

        Reporter(AtomicReference<String> running) {
            this.running = running;
        }

        /** Robolectric writes the API level behind the name of all but the newest: `name[26]`. */
        private static String name(Description test) {
            var className = test.getTestClass() == null ? "?" : test.getTestClass().getSimpleName();
            return className + "::" + String.valueOf(test.getMethodName()).replaceAll("\\[.*", "");
        }

        @Override public void testStarted(Description test) {
            running.set(name(test));
        }

        @Override public void testFailure(Failure failure) {
            failed.add(failure.getDescription());
            System.out.println(failure.getTrimmedTrace());
        }

        @Override public void testFinished(Description test) {
            System.out.println("test " + name(test) + " ... " + (failed.contains(test) ? "FAILED" : "ok"));
        }
    }
}
