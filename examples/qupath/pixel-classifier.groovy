// Shows a 2-D model of Edgewise as a pixel classifier, while one moves through the image. It is for looking: windows
// are cut by QuPath, so borders differ a little from those of segment.groovy. More about it: docs/how-to/qupath.md
import javax.imageio.ImageIO
import qupath.lib.images.servers.ImageServerMetadata
import qupath.lib.images.servers.PixelType
import qupath.lib.regions.Padding
import qupath.lib.regions.RegionRequest
import qupath.opencv.dnn.DnnModelParams
import qupath.opencv.dnn.DnnModels
import qupath.opencv.ml.PatchClassifierParams
import qupath.opencv.ops.ImageOps

import static qupath.lib.scripting.QP.*

// What to change: the network (network.onnx of `edgewise export RUN --bioimageio FILE.zip`), its windows
// (edgewise.patch in it) and its classes, the background first
String model = args.length > 0 ? args[0] : buildFilePath(PROJECT_BASE_DIR, "network.onnx")
int patch = 128
int border = patch / 4
def classes = ["Background", "Vessel"]

def data = getCurrentImageData()
def server = data.getServer()

// Mean and deviation of every channel of the whole image, as the model was trained, on at most 4 million pixels
double downsample = Math.max(1, Math.sqrt((double) server.getWidth() * server.getHeight() / 4e6))
def whole = server.readRegion(RegionRequest.createInstance(server, downsample)).getRaster()
int channels = server.nChannels()
double[] mean = new double[channels], deviation = new double[channels]
for (int c = 0; c < channels; c++) {
    double sum = 0, squares = 0
    float[] values = whole.getSamples(0, 0, whole.getWidth(), whole.getHeight(), c, (float[]) null)
    for (float value : values) {
        sum += value
        squares += (double) value * value
    }
    mean[c] = sum / values.length
    deviation[c] = Math.max(1e-8, Math.sqrt(squares / values.length - mean[c] * mean[c]))
}

def network = DnnModels.buildModel(DnnModelParams.builder().framework(DnnModelParams.FRAMEWORK_OPENCV_DNN)
        .URIs(new File(model).toURI()).build())
def classifier = PatchClassifierParams.buildPixelClassifier(PatchClassifierParams.builder()
        .inputChannels((0..<channels) as int[])
        .inputResolution(server.getPixelCalibration())
        .patchSize(patch, patch)
        .halo(Padding.empty())
        .preprocessing([ImageOps.Core.ensureType(PixelType.FLOAT32), ImageOps.Core.subtract(mean),
                ImageOps.Core.divide(deviation)])
        .prediction(network, Padding.symmetric(border))
        .outputClassNames(classes as String[])
        .outputChannelType(ImageServerMetadata.ChannelType.PROBABILITY)
        .build())
getProject().getPixelClassifiers().put("Edgewise", classifier) // Classify > Pixel classification > Load pixel classifier
println "Saved the pixel classifier 'Edgewise' in the project"
