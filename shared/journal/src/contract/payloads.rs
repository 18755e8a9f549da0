//! The contract of the payload port. Every check uses executions of its own, so one fresh instance serves all of them.

use crate::payloads::Payloads;
use crate::store::StoreError;

/// Runs the whole contract against fresh payloads.
pub async fn all(payloads: &dyn Payloads) -> Result<(), StoreError> {
    kept_is_read(payloads).await?;
    executions_are_apart(payloads).await?;
    misfits_are_refused(payloads).await;
    Ok(())
}

async fn kept_is_read(payloads: &dyn Payloads) -> Result<(), StoreError> {
    assert_eq!(payloads.get("kept", "d1").await?, None, "nothing is kept yet");
    let large = vec![b'x'; 3 * 1024 * 1024];
    for (digest, bytes) in [("d1", b"text".to_vec()), ("d2", Vec::new()), ("d3", vec![0, 255]), ("d4", large)]
    {
        payloads.put("kept", digest, bytes.clone()).await?;
        payloads.put("kept", digest, bytes.clone()).await?;
        assert_eq!(payloads.get("kept", digest).await?.as_ref(), Some(&bytes), "{digest}");
    }
    assert_eq!(payloads.get("kept", "d").await?, None);
    Ok(())
}

async fn executions_are_apart(payloads: &dyn Payloads) -> Result<(), StoreError> {
    let executions = ["apart", "apart/", "apart/1", "apar", "Apart"];
    for execution in executions {
        payloads.put(execution, "d", execution.as_bytes().to_vec()).await?;
        payloads.put(execution, "e", b"other".to_vec()).await?;
    }
    payloads.delete_all("apart").await?;
    payloads.delete_all("apart").await?;
    payloads.delete_all("never there").await?;
    for execution in executions {
        let expected = (execution != "apart").then(|| execution.as_bytes().to_vec());
        assert_eq!(payloads.get(execution, "d").await?, expected, "{execution}");
        assert_eq!(payloads.get(execution, "e").await?.is_some(), execution != "apart", "{execution}");
    }
    payloads.put("apart", "d", b"again".to_vec()).await?;
    assert_eq!(payloads.get("apart", "d").await?, Some(b"again".to_vec()), "the name is free again");
    Ok(())
}

async fn misfits_are_refused(payloads: &dyn Payloads) {
    for (execution, digest) in [("", "d"), ("e", "")] {
        let answer = payloads.put(execution, digest, b"x".to_vec()).await;
        assert!(matches!(answer, Err(StoreError::Refused(_))), "an empty name is refused");
        let answer = payloads.get(execution, digest).await;
        assert!(matches!(answer, Err(StoreError::Refused(_))), "an empty name is refused");
    }
}
