// Writes annotations as a data set for `edgewise train`: an image and a label map for each annotation of the class
// "Region*", or for the whole image where there is none. Run it for every image of a project (Run > Run for project).
// More about it: docs/how-to/qupath.md
import java.nio.file.Files
import java.nio.file.Path
import qupath.lib.images.servers.LabeledImageServer
import qupath.lib.regions.RegionRequest

import static qupath.lib.scripting.QP.*

// What to change: the folder, the classes in the order of their numbers, and the name that marks a region
Path folder = Path.of(args.length > 0 ? args[0] : buildFilePath(PROJECT_BASE_DIR, "edgewise-data"))
List<String> classes = args.length > 1 ? args[1].split(",") as List : ["Tumor"] // the background is 0, these are 1, 2, ...
double downsample = args.length > 2 ? args[2] as double : 1
String region = "Region*"

def data = getCurrentImageData()
def server = data.getServer()
def builder = new LabeledImageServer.Builder(data).backgroundLabel(0).downsample(downsample).multichannelOutput(false)
classes.eachWithIndex { name, i -> builder.addLabel(name, i + 1) }
def labels = builder.build()

Files.createDirectories(folder.resolve("images"))
Files.createDirectories(folder.resolve("labels"))
String title = server.getMetadata().getName().replaceAll(/\.[^.]*$/, "").replaceAll(/[^\w-]+/, "_")
def regions = getAnnotationObjects().findAll { it.getPathClass()?.toString() == region }
def requests = regions.isEmpty()
        ? [RegionRequest.createInstance(server, downsample)]
        : regions.collect { RegionRequest.createInstance(server.getPath(), downsample, it.getROI()) }
requests.eachWithIndex { request, i ->
    String name = title + "_" + (i + 1) + ".tif" // TIFF keeps the size of a pixel
    writeImageRegion(server, request, folder.resolve("images").resolve(name).toString())
    writeImageRegion(labels, request.updatePath(labels.getPath()), folder.resolve("labels").resolve(name).toString())
}
println requests.size() + " regions of " + title + " in " + folder
