import com.android.manifmerger.ManifestMerger2;
import com.android.manifmerger.ManifestMerger2.Invoker.Feature;
import com.android.manifmerger.ManifestMerger2.MergeType;
import com.android.manifmerger.ManifestSystemProperty;
import com.android.manifmerger.MergingReport.MergedManifestKind;
import com.android.utils.StdLogger;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code MergeManifest OUT MAIN [+FLAVOUR | LIBRARY]... [NAME=VALUE]...}: Google's merger as Gradle calls it. Unlike its
 * own command line it carries out {@code tools:node="remove"} and leaves nothing of {@code tools:} behind.
 */
class MergeManifest {
    public static void main(String[] args) throws Exception {
        var merger = ManifestMerger2
            .newMerger(new File(args[1]), new StdLogger(StdLogger.Level.WARNING), MergeType.APPLICATION)
            .withFeatures(Feature.REMOVE_TOOLS_DECLARATIONS);
        for (int i = 2; i < args.length; i++) {
            var word = args[i];
            int equals = word.indexOf('=');
            if (equals > 0) {
                String name = word.substring(0, equals), value = word.substring(equals + 1);
                // What the merger itself knows is in capitals; the rest stands in ${...} in the manifests.
                if (name.equals(name.toUpperCase())) merger.setOverride(ManifestSystemProperty.valueOf(name), value);
                else merger.setPlaceHolderValue(name, value);
            } else if (word.startsWith("+")) {
                merger.addFlavorAndBuildTypeManifest(new File(word.substring(1)));
            } else {
                merger.addLibraryManifest(new File(word));
            }
        }
        var report = merger.merge();
        if (!report.getResult().isSuccess()) {
            report.getLoggingRecords().forEach(System.err::println);
            System.exit(1);
        }
        Files.writeString(Path.of(args[0]), report.getMergedDocument(MergedManifestKind.MERGED));
    }
}
