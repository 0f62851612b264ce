// onControlPlane: whether a certificate was read from a part of Kubernetes, or from a site.
//
// Type    (source: string) => bool
// Takes   tag source of telegraf's inputs.x509_cert: an address, or the path of a file.
// Gives   true for the API server (by its name within the cluster, or port 6443), kubelets (port 10250), controller
//         manager and scheduler (10257, 10259), etcd (2379, 2380), and files below /etc/kubernetes.
onControlPlane = (source) =>
    source =~ /^([a-z]+:\/\/)?kubernetes(\.default(\.svc(\.cluster\.local)?)?)?(:\d+)?(\/.*)?$/
        or
        source =~ /:(6443|10250|10257|10259|2379|2380)(\/.*)?$/ or source
        =~
        /^(file:\/\/)?\/etc\/kubernetes\//
